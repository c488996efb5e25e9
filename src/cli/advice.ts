/** Puts what to change beside findings in images and Dockerfiles. */

import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Finding, FixStep } from '../model/finding.js';
import { fixOfBuild, fixOfImage } from '../remedy/dockerfile.js';
import { assignedName, nameOfDetector } from '../remedy/shell-value.js';
import { parseDockerfile, type Dockerfile, type Instruction } from '../sources/image/dockerfile/parse.js';

/** `Dockerfile`, `Dockerfile.dev`, `api.dockerfile`, and the same for Podman's name. */
const BUILD_FILE = /^(?:dockerfile|containerfile)(?:\..+)?$|\.(?:dockerfile|containerfile)$/i;

/** Larger ones are something else. */
const MOST_BYTES = 4 << 20;

/** A function that adds `fix` where there is something to say. `cwd` is where the paths of files start. */
export function createAdvice(cwd: string): (finding: Finding) => Finding {
  const files = new Map<string, Dockerfile | undefined>();

  function fileOf(path: string): Dockerfile | undefined {
    if (!files.has(path)) files.set(path, readBuildFile(resolve(cwd, path)));
    return files.get(path);
  }

  return (finding) => {
    const { provenance, verdict } = finding;
    if (verdict.state !== 'open' || finding.class !== undefined) return finding;
    let fix: readonly FixStep[] = [];
    if (provenance.kind === 'image') fix = fixOfImage(finding);
    else if (provenance.kind === 'file' && BUILD_FILE.test(basename(provenance.path))) {
      fix = fixInFile(finding, fileOf(provenance.path));
    }
    return fix.length === 0 ? finding : { ...finding, fix };
  };
}

/** Undefined where it cannot be read any more: then nothing is said. */
function readBuildFile(path: string): Dockerfile | undefined {
  try {
    return statSync(path).size > MOST_BYTES ? undefined : parseDockerfile(readFileSync(path, 'utf8'), path);
  } catch {
    return undefined;
  }
}

/** Only what the finding shows is used of the text: the rest of the file may hold other secrets. */
function fixInFile({ location, excerpt, secret, detector }: Finding, file: Dockerfile | undefined): readonly FixStep[] {
  const { startLine: line } = location;
  const instruction = file?.instructions.find(({ startLine, endLine }) => startLine <= line && line <= endLine);
  if (instruction === undefined) return [];
  const before = excerpt.text.slice(0, excerpt.start);
  return fixOfBuild({
    keyword: keywordOf(instruction),
    text: excerpt.text.trim().replace(/\s*[\\`]$/, ''),
    shown: secret.redacted(),
    name: assignedName(before) ?? nameOfDetector(detector),
    isArgument: false,
  });
}

function keywordOf({ keyword, text }: Instruction): string {
  return keyword === 'ONBUILD' ? (/^\w+/.exec(text)?.[0].toUpperCase() ?? '') : keyword;
}
