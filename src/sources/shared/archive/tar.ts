/** Tar files, by `tar-stream`. */

import { extract, type Header } from 'tar-stream';
import type { SkipReason } from '../../../model/content.js';
import type { Chunks } from '../compression/index.js';
import type { Member } from './member.js';

type Token = { readonly header: Header } | { readonly bytes: Uint8Array } | 'end';

/** An entry as it stands in the archive. */
export interface TarEntry {
  readonly header: Header;
  /** Its content, read once and before the next entry is asked for; what is left unread is passed over. */
  readonly chunks: Chunks;
}

/** The members in their order. Damage throws after what came before it was given, the begun part of a member too. */
export async function* membersOfTar(chunks: Chunks): AsyncGenerator<Member> {
  for await (const entry of entriesOfTar(chunks)) {
    const member = toMember(entry.header, entry.chunks);
    if (member !== undefined) yield member;
  }
}

/** All entries in their order, directories and links too. Damage throws as it does for `membersOfTar`. */
export async function* entriesOfTar(chunks: Chunks): AsyncGenerator<TarEntry> {
  const tokens = tokensOf(chunks);
  try {
    for (let next = await tokens.next(); next.done !== true; next = await tokens.next()) {
      if (next.value !== 'end' && 'header' in next.value) {
        yield { header: next.value.header, chunks: contentOf(tokens) };
      }
    }
  } finally {
    await tokens.return(undefined);
  }
}

async function* contentOf(tokens: AsyncGenerator<Token>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await tokens.next();
    if (next.done === true || next.value === 'end') return;
    if ('bytes' in next.value) yield next.value.bytes;
  }
}

/** Undefined for a directory. What has content is a file, whatever it says it is. */
function toMember({ name, type, size = 0 }: Header, chunks: Chunks): Member | undefined {
  if (type === 'directory') return undefined;
  if (size > 0) return { kind: 'file', name, chunks };
  const why = type === null || type === undefined ? undefined : WITHOUT_CONTENT[type];
  return { kind: 'aside', name, why: why ?? 'empty' };
}

const WITHOUT_CONTENT: Readonly<Partial<Record<NonNullable<Header['type']>, SkipReason>>> = {
  symlink: 'symlink',
  link: 'symlink',
  'character-device': 'special-file',
  'block-device': 'special-file',
  fifo: 'special-file',
};

/**
 * Feeds the parser and takes out all that it makes before the next chunk goes in: when it fails it drops what is still
 * inside, so nothing may be.
 */
async function* tokensOf(chunks: Chunks): AsyncGenerator<Token> {
  // The oldest form of tar has no magic number; the package's types do not know the option.
  const parser = extract({ allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  const tokens: Token[] = [];
  let failure: Error | undefined;
  parser.on('entry', (header, stream, next) => {
    tokens.push({ header });
    stream.on('data', (bytes) => tokens.push({ bytes: bytes as Uint8Array }));
    stream.on('end', () => {
      tokens.push('end');
      next();
    });
    stream.on('error', (error: Error) => (failure ??= error));
  });
  parser.on('error', (error: Error) => (failure ??= error));
  try {
    for await (const chunk of chunks) {
      parser.write(chunk);
      await settled();
      yield* tokens.splice(0);
      if (failure !== undefined) throw failure;
    }
    parser.end(null);
    await settled();
    yield* tokens.splice(0);
    if (failure !== undefined) throw failure;
  } finally {
    parser.destroy(null);
  }
}

/** The parser works in microtasks, which are all done by then. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
