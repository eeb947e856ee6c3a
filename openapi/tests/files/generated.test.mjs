// What is generated is what would be generated now.
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('../../scripts/sdk.mjs', import.meta.url));

it('the SDKs are those of this document', () => promisify(execFile)(process.execPath, [script, '--check']));
