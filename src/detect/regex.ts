/**
 * The one door to regular expressions over content. RE2 semantics always, so that hostile input costs linear time: the
 * native `re2` when it is installed, `re2js` (the same dialect in JavaScript) otherwise, and nothing else.
 *
 * Both engines are given short Latin-1 strings, one character a byte. That makes offsets bytes, lets `.` match a byte
 * that is not valid UTF-8, gives both engines the same input whatever the encoding, and keeps the native engine from
 * ever seeing a Buffer that ends inside a character (which versions before 1.26.1 read past:
 * https://github.com/advisories/GHSA-j4r3-hg7j-8chg).
 */

import { createRequire } from 'node:module';
import type * as Re2Js from 're2js';

/** Offsets of a match and of its group `secret`, end exclusive, in the text given. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly secretStart: number;
  readonly secretEnd: number;
}

export interface Pattern {
  /**
   * The first match at or after `from`, which must not lie beyond the end. The secret is the group `secret`; with groups
   * `secret2`, `secret3` and so on the first of them that is not empty; without any of these the whole match.
   */
  exec(text: string, from: number): Match | null;
}

export type EngineName = 're2' | 're2js';

export interface PatternCompiler {
  /** Throws an Error with the engine's own reason when the source is not RE2 syntax. */
  compile(source: string): Pattern;
}

export interface RegexEngine extends PatternCompiler {
  readonly name: EngineName;
}

/** The part of `re2`'s interface that is used here; the package is optional, so its types may be absent. */
interface NativeRegex {
  lastIndex: number;
  exec(text: string): { readonly indices: NativeIndices } | null;
}
type NativeIndices = readonly (readonly [number, number] | undefined)[] & {
  readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>>;
};
type NativeConstructor = new (source: string, flags: string) => NativeRegex;

const require = createRequire(import.meta.url);
const engines = new Map<EngineName, RegexEngine>();
let preferred: RegexEngine | undefined;

/**
 * The engine of that name, or without a name the best one installed. Loaded on first use: a scan without a single
 * keyword hit needs none. Throws when the engine named is not installed.
 */
export function regexEngine(name?: EngineName): RegexEngine {
  if (name === undefined) return (preferred ??= bestEngine());
  const known = engines.get(name);
  if (known !== undefined) return known;
  const engine = name === 're2' ? nativeEngine() : javascriptEngine();
  engines.set(name, engine);
  return engine;
}

/** Compiles with the best engine installed. */
export function compilePattern(source: string): Pattern {
  return regexEngine().compile(source);
}

function bestEngine(): RegexEngine {
  try {
    return regexEngine('re2');
  } catch {
    // Not installed, or built for another Node: `hullcheck doctor` tells which engine is in use.
    return regexEngine('re2js');
  }
}

function nativeEngine(): RegexEngine {
  // The cast states the interface of an optional package, which the compiler cannot see where it is not installed.
  const Native = require('re2') as NativeConstructor;
  return {
    name: 're2',
    compile(source) {
      const regex = new Native(refuseExtensions(source), 'dgu');
      const groups = secretGroups(source);
      return {
        exec(text, from) {
          regex.lastIndex = from;
          const found = regex.exec(text);
          const whole = found?.indices[0];
          if (whole === undefined) return null;
          const ranges = groups.map((group) => found?.indices.groups?.[group]);
          const [secretStart, secretEnd] = ranges.find((range) => range !== undefined && range[1] > range[0]) ?? whole;
          return { start: whole[0], end: whole[1], secretStart, secretEnd };
        },
      };
    },
  };
}

function javascriptEngine(): RegexEngine {
  // The cast states what the package's own declarations say of it; `require` returns an untyped value.
  const { RE2JS } = require('re2js') as typeof Re2Js;
  return {
    name: 're2js',
    compile(source) {
      const regex = RE2JS.compile(refuseExtensions(source));
      const groups = secretGroups(source);
      return { exec: (text, from) => execJavaScript(regex, { text, from, groups }) };
    },
  };
}

function execJavaScript(
  regex: Re2Js.RE2JS,
  { text, from, groups }: { text: string; from: number; groups: readonly string[] },
): Match | null {
  const matcher = regex.matcher(text);
  if (!matcher.find(from)) return null;
  const start = matcher.start();
  const end = matcher.end();
  const group = groups.find((name) => matcher.end(name) > matcher.start(name));
  return group === undefined
    ? { start, end, secretStart: start, secretEnd: end }
    : { start, end, secretStart: matcher.start(group), secretEnd: matcher.end(group) };
}

/** The groups of a pattern that may hold the secret, in their order. */
function secretGroups(source: string): string[] {
  return [...source.matchAll(/\(\?P<(secret\d*)>/g)].map(([, name = '']) => name);
}

/** `re2js` accepts lookbehind, which RE2 does not: a pattern must mean the same on both, so it is refused here. */
function refuseExtensions(source: string): string {
  for (const extension of ['(?<=', '(?<!']) {
    if (source.includes(extension)) throw new Error(`Invalid pattern: RE2 has no lookbehind "${extension}"`);
  }
  return source;
}
