import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { type RunningService, realApp, serve } from '../support/service.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: object };
  responses: Record<string, { description: string; content?: object }>;
}

interface OpenApi {
  openapi: string;
  security: object[];
  components: Record<string, Record<string, unknown>>;
  paths: Record<string, Record<string, Operation>>;
}

describe('the OpenAPI document of the real service', () => {
  let database: ThrowawayDatabase;
  let service: RunningService;
  let document: OpenApi;
  let operations: [string, string, Operation][];
  beforeAll(async () => {
    database = await throwawayDatabase();
    service = await serve(await realApp(database.db));
    document = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApi;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
        method,
        path,
        operation,
      ]),
    );
  });
  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  it('is of version 3.1, asks for a bearer token everywhere, and has operations of several rooms', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.security).toEqual([{ token: [] }]);
    expect(document.components.securitySchemes?.token).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(new Set(operations.flatMap(([, , { tags }]) => tags)).size).toBeGreaterThan(3);
    expect(operations.every(([, path]) => path.startsWith('/api/v1/'))).toBe(true);
  });

  it('names every operation once', () => {
    const ids = operations.map(([, , { operationId }]) => operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids).toContain('getMe');
  });

  it('refers to nothing that is not there', () => {
    const refs: string[] = [];
    JSON.stringify(document, (key, value) => {
      if (key === '$ref') refs.push(value);
      return value;
    });
    expect(refs.length).toBeGreaterThan(0);
    const missing = refs.filter(ref => {
      const steps = ref.replace(/^#\//, '').split('/');
      return (
        steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) ===
        undefined
      );
    });
    expect(missing).toEqual([]);
  });

  it('describes every path parameter and every answer', () => {
    for (const [method, path, operation] of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]);
      const described = (operation.parameters ?? []).filter(parameter => parameter.in === 'path');
      expect(described.map(parameter => parameter.name).sort(), path).toEqual(named.sort());
      expect(
        described.every(parameter => parameter.required),
        path,
      ).toBe(true);
      const statuses = Object.keys(operation.responses);
      expect(statuses, `${method} ${path}`).toEqual(expect.arrayContaining(['400', '401', '422', '500']));
      expect(
        statuses.filter(status => /^2/.test(status)),
        path,
      ).toHaveLength(1);
      expect(
        Object.values(operation.responses).every(({ description, content }) => description && content),
      ).toBe(true);
    }
  });

  it('asks for an Idempotency-Key exactly where something is changed', () => {
    for (const [method, path, operation] of operations) {
      const key = (operation.parameters ?? []).find(parameter => parameter.name === 'Idempotency-Key');
      expect([method, path, key?.required ?? false]).toEqual([method, path, method !== 'get']);
    }
  });
});
