/**
 * What can be seen of a value that a name is given: each trait is one observation. `weights.ts` says what each is worth,
 * `judge.ts` adds them up. All of them depend on the name, the value, what stands directly around it, and the path.
 */

import { isPlaceholder, isStandIn } from '../checks/placeholder.js';
import type { NameKind } from './names.js';
import { encodesNone, ORDINARY } from './ordinary.js';
import { surprise, surpriseSpelt } from './randomness.js';
import { isCredentialFile, isTestPath } from './syntax.js';
import type { Value } from './value.js';
import type { Trait } from './weights.js';

export interface Context {
  readonly name: string;
  readonly kind: NameKind;
  readonly path: string;
}

/** In a name: the value is for show, whatever the file. */
const MADE_UP = /fake|dummy|mock|sample|example|invalid|wrong|expired|bogus/i;

/** `STEAM_KEY`: the variable of an environment, not a field of a record that has a digest for a key. */
const VARIABLE = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/;

/** What is seen at once, in the order in which it is worth reading. */
export function plainTraits(value: Value, context: Context): Trait[] {
  const family = context.kind === 'password' || context.kind === 'login' ? 'password' : 'key';
  const { text } = value;
  const traits: Trait[] = [`name ${context.kind}`, ...contextTraits(value, context)];
  traits.push(`${family} ${shapeOf(text)}`, `${family} ${lengthOf(text)}`, `${family} ${randomnessOf(text)}`);
  traits.push(`${family} ${spellingOf(text)}`, ...placeTraits(value, context));
  return traits;
}

function contextTraits({ text }: Value, { name, kind, path }: Context): Trait[] {
  const traits: Trait[] = [];
  const isForShow = isTestPath(path);
  if (isForShow) traits.push('test');
  if (MADE_UP.test(name)) traits.push('made up');
  if (kind === 'password' && isWeak(text) && (isForShow || MADE_UP.test(name))) traits.push('weak and for show');
  if (kind === 'some key' && VARIABLE.test(name)) traits.push('variable');
  if (kind === 'some key' && shapeOf(text) === 'uuid') traits.push('some uuid');
  if (kind !== 'password' && text.length < 16 && shapeOf(text) === 'separated') traits.push('short and separated');
  return traits;
}

type Shape =
  'uuid' | 'long hex' | 'hex' | 'digits' | 'padded' | 'one case' | 'letters' | 'alphanumeric' | 'separated' | 'signs';

/** Which characters it is made of; the first that fits. */
function shapeOf(text: string): Shape {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return 'uuid';
  if (/^\d+$/.test(text)) return 'digits';
  if (/^([0-9a-f]{24,}|[0-9A-F]{24,})$/.test(text)) return 'long hex';
  if (/^([a-z]+|[A-Z]+)$/.test(text)) return 'one case';
  if (/^[A-Za-z]+$/.test(text)) return 'letters';
  if (/^[0-9a-f]+$/i.test(text)) return 'hex';
  if (/^[A-Za-z0-9]+$/.test(text)) return 'alphanumeric';
  if (/^[A-Za-z0-9+/]+={1,2}$/.test(text) && text.length % 4 === 0) return 'padded';
  return /^[A-Za-z0-9._-]+$/.test(text) ? 'separated' : 'signs';
}

type Length = 'under 4' | 'under 6' | 'under 8' | 'under 12' | 'under 16' | 'under 24' | 'under 65' | 'longer';

function lengthOf({ length }: string): Length {
  if (length < 4) return 'under 4';
  if (length < 6) return 'under 6';
  if (length < 8) return 'under 8';
  if (length < 12) return 'under 12';
  if (length < 16) return 'under 16';
  if (length < 24) return 'under 24';
  return length < 65 ? 'under 65' : 'longer';
}

type Randomness = 'plain words' | 'words' | 'hardly words' | 'odd' | 'random' | 'very random';

/** By the mean surprise of its characters, in bits; see `randomness.ts`. */
function randomnessOf(text: string): Randomness {
  const bits = surprise(text);
  if (bits < 4) return 'plain words';
  if (bits < 4.4) return 'words';
  if (bits < 4.7) return 'hardly words';
  if (bits < 5) return 'odd';
  return bits < 5.4 ? 'random' : 'very random';
}

/** The same, when digits and signs that look like letters are read as such: `P4ssw0rd` is a word. */
function spellingOf(text: string): 'spelt' | 'oddly spelt' | 'not spelt' {
  const bits = surpriseSpelt(text);
  if (bits < 4.4) return 'spelt';
  return bits < 5 ? 'oddly spelt' : 'not spelt';
}

/** Passwords of tests are made up: what is short or reads as words is not worth a report. */
function isWeak(text: string): boolean {
  return text.length < 8 || spellingOf(text) !== 'not spelt';
}

function placeTraits(
  { quoted, inComment, wrapped, open, operator, syntax, inString }: Value,
  { path, kind }: Context,
): Trait[] {
  const traits: Trait[] = [];
  if (inComment) traits.push('comment');
  if (kind === 'password' && isCredentialFile(path)) traits.push('credential file');
  if (wrapped) traits.push('wrapped');
  if (open) traits.push('goes on');
  if (operator === 'compare' || operator === 'call' || operator === 'list' || operator === 'blank')
    traits.push(operator);
  if (!quoted) traits.push(inString ? 'bare in string' : `bare in ${syntax}`);
  return traits;
}

/** What the value may be instead of a credential: all of it speaks against, and costs more to see. */
export function ordinaryTraits(value: Value, context: Context): Trait[] {
  const traits: Trait[] = [];
  if (isStandIn(value.text) || encodesNone(value.text)) traits.push('stand-in');
  else if (isPlaceholder(value.text)) traits.push('placeholder');
  for (const [trait, holds] of ORDINARY) if (holds(value, context)) traits.push(trait);
  return traits;
}
