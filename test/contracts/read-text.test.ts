import { describe, expect, test } from 'vitest';
import { inspectText, readText } from '../../src/contracts/read-text.ts';
import { withFile } from './files.ts';

const GB18030_ZHANGSAN = Uint8Array.from([0xd5, 0xc5, 0xc8, 0xfd]);

async function read(content: string | Uint8Array) {
  return withFile(content, async filePath => {
    const { encoding, bytes } = await inspectText(filePath);
    let text = '';
    for await (const block of readText(filePath, encoding)) text += block;
    return { encoding, bytes, text };
  });
}

describe('the encoding of a file', () => {
  test('is UTF-8 when the whole of it is', async () => {
    expect(await read('合同,张三\n')).toEqual({ encoding: 'utf-8', bytes: 14, text: '合同,张三\n' });
  });

  test('is told by a byte order mark, which is not part of the text', async () => {
    expect(await read('\ufeff张三')).toMatchObject({ encoding: 'utf-8', text: '张三' });
    expect(await read(Buffer.from('\ufeff张三', 'utf16le'))).toMatchObject({
      encoding: 'utf-16le',
      text: '张三',
    });
  });

  test('is GB18030 when it is not UTF-8 but valid that way', async () => {
    expect(await read(GB18030_ZHANGSAN)).toMatchObject({ encoding: 'gb18030', text: '张三' });
  });

  test('is found in a file of many blocks that is UTF-8 for long', async () => {
    const long = Buffer.concat([Buffer.alloc(700_000, 'a'), GB18030_ZHANGSAN]);
    expect(await read(long)).toMatchObject({ encoding: 'gb18030', bytes: 700_004 });
  });

  test('is none when neither holds: the refusal names both bytes', async () => {
    const neither = Buffer.concat([Buffer.from('合同'), Buffer.from([0xff, 0xff]), Buffer.from('a')]);
    await expect(read(neither)).rejects.toThrow(
      /neither UTF-8 \(wrong at byte 6\) nor GB18030 \(wrong at byte 6\)/,
    );
  });

  test('a character cut off at the end is a fault at the end', async () => {
    const cut = Buffer.from('\ufeff张三').subarray(0, 8);
    await expect(read(cut)).rejects.toThrow('at byte 8');
  });

  test('a binary file is refused at its first NUL, also after long text', async () => {
    await expect(read(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]))).rejects.toThrow('byte 4');
    const late = Buffer.concat([Buffer.alloc(600_000, 'a'), Buffer.from([0])]);
    await expect(read(late)).rejects.toThrow('byte 600000');
  });
});
