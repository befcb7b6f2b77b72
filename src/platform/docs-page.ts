import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import express from 'express';
import type { OpenApiDocument } from './openapi.ts';

const ASSETS = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const ASSET_NAMES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null
});
`;

/** Scripts, styles and everything else come from this server alone; the bundle brings its icons as data. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const DOCS_PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cordcover API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
`;

const START_PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cordcover</title>
<h1>Cordcover</h1>
<p>脐带血储存合同所附医疗与重疾保障的理赔系统。</p>
<p lang="en">Claims engine for the medical and critical-illness cover given with cord-blood storage contracts.</p>
<ul>
<li><a href="/docs">接口文档 <span lang="en">API reference</span></a></li>
<li><a href="/openapi.json">OpenAPI 3.1</a></li>
<li><a href="/readyz">运行状态 <span lang="en">Status</span></a></li>
</ul>
`;

/** The start page, /openapi.json and the readable page about it at /docs: all served by ourselves. */
export function docsPage(document: OpenApiDocument): express.Router {
  const router = express.Router();
  const json = JSON.stringify(document);
  const tag = `"${createHash('sha256').update(json).digest('base64url')}"`;
  router.get('/', (_request, response) => {
    response.type('html').send(START_PAGE);
  });
  router.get('/openapi.json', (request, response) => {
    response.set({ ETag: tag, 'Cache-Control': 'no-cache' });
    if (request.get('If-None-Match') === tag) response.status(304).end();
    else response.type('json').send(json);
  });
  router.get('/docs', (_request, response) => {
    response.set('Content-Security-Policy', DOCS_POLICY).type('html').send(DOCS_PAGE);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(PAGE_SCRIPT);
  });
  for (const name of ASSET_NAMES) {
    router.get(`/docs/${name}`, (_request, response) => {
      response.sendFile(name, { root: ASSETS, maxAge: '1h' });
    });
  }
  return router;
}
