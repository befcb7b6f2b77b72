import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: two up from here, whether this runs from src/platform or from dist/platform. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

export const rulesDir = path.join(projectRoot, 'rules');
export const templatesDir = path.join(projectRoot, 'templates');
export const migrationsDir = path.join(projectRoot, 'migrations');
