/**
 * Made-up manifests in every style, with literals planted in them: a fix changes nothing but those. Parsed before and
 * after, with each reference read from the Secret that the plan makes, both are the same object.
 */

import fc from 'fast-check';
import { createTwoFilesPatch } from 'diff';
import { expect, test } from 'vitest';
import { Document, parseAllDocuments, visit } from 'yaml';
import { planFixes, type Leak, type Plan } from '../../../src/remedy/plan.js';

type Json = string | Json[] | { [key: string]: Json };
type Values = Record<string, Json>;

/** What stands for a credential: found again by its first letters, of characters that no style has to escape. */
const literal = fc.stringMatching(/^LEAK[A-Za-z0-9+/=_-]{8,20}$/);
const word = fc.stringMatching(/^[a-z][a-z0-9]{2,8}$/);
const plainText = fc.oneof(
  word,
  fc.constantFrom('true', '8080', 'a: b', '# no', '', 'it\'s "so"', '$(HOST):1', 'ö 😀'),
);

const variable = fc.record({
  name: fc.oneof(fc.constantFrom('TOKEN', 'API_KEY'), fc.stringMatching(/^[A-Z][A-Z0-9_]{2,10}$/)),
  value: fc.oneof(plainText, literal, literal),
});

/** Often called as a variable is that is there already. */
const flag = fc.oneof(fc.constantFrom('token', 'api-key'), word);

const argument = fc.oneof(
  word,
  fc.tuple(flag, literal).map(([name, value]) => `--${name}=${value}`),
  fc.tuple(word, literal).map(([name, value]) => `run ${name} -u "${value}" && true`),
);

const container = fc
  .record(
    {
      name: word,
      image: word,
      env: fc.uniqueArray(variable, { selector: ({ name }) => name, maxLength: 4 }),
      args: fc.array(argument, { maxLength: 3 }),
      command: fc.array(argument, { maxLength: 2 }),
    },
    { requiredKeys: ['name', 'image'] },
  )
  .map((fields) => fields as Values);

const workload = fc
  .record({
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod', 'CronJob', 'List'),
    name: word,
    namespace: fc.option(word, { nil: undefined }),
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
    initContainers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 2 }),
  })
  .map(({ kind, name, namespace, containers, initContainers }): Values => {
    const spec: Values = { ...(initContainers.length > 0 ? { initContainers } : {}), containers };
    const template: Values = { metadata: { labels: { app: name } }, spec };
    const metadata: Values = { name, ...(namespace === undefined ? {} : { namespace }) };
    const object = (of: string, inner: Values): Values => ({ apiVersion: 'v1', kind: of, metadata, spec: inner });
    if (kind === 'Pod') return object(kind, spec);
    if (kind === 'CronJob') return object(kind, { schedule: '@daily', jobTemplate: { spec: { template } } });
    if (kind === 'List') return { apiVersion: 'v1', kind, items: [object('Deployment', { template })] };
    return object(kind, { replicas: '3', template });
  });

interface Style {
  readonly indent: number;
  readonly indentSeq: boolean;
  readonly eol: string;
  readonly flow: number;
  readonly quote: 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE';
  readonly json: boolean;
  readonly comments: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  eol: fc.constantFrom('\n', '\r\n'),
  flow: fc.nat({ max: 4 }),
  quote: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
  json: fc.boolean(),
  comments: fc.boolean(),
});

function write(objects: readonly Values[], { indent, indentSeq, eol, flow, quote, json, comments }: Style): string {
  const texts = objects.map((object) => {
    const document = new Document(object);
    let seen = 0;
    visit(document, {
      Scalar: (key, node) => void (key !== 'key' && (node.type = quote)),
      // Every so many collections one in flow style; what is in it is as well.
      Collection: (_, node) => void (flow > 0 && seen++ % 7 === flow + 2 && (node.flow = true)),
    });
    return document.toString({ indent, indentSeq, lineWidth: 0, flowCollectionPadding: flow % 2 === 0 });
  });
  const text = json ? `${JSON.stringify(objects[0], null, indent)}\n` : texts.join('---\n');
  const lines = text
    .split('\n')
    .map((line, at) => (comments && !json && at % 5 === 3 && line !== '' ? `${line} # note ${at}` : line));
  return lines.join(eol);
}

function leaksIn(path: string, text: string): Leak[] {
  return [...text.matchAll(/LEAK[A-Za-z0-9+/=_-]+/g)].map(({ 0: value, index }) => ({
    path,
    detector: 'planted',
    start: index,
    end: index + value.length,
  }));
}

function readBack(text: string): Values[] {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Values;
  });
}

/** The objects as a container gets them: every reference read, and the variables that the fix added gone. */
function resolve(after: Json, before: Json, plan: Plan): Json {
  if (typeof after === 'string' || typeof before === 'string') return after;
  if (Array.isArray(after)) return after.map((item, at) => resolve(item, (before as Json[])[at] ?? item, plan));
  const old = before as Values;
  const entries = Object.entries(after).map(([key, value]) => [key, resolve(value, old[key] ?? value, plan)] as const);
  const resolved = Object.fromEntries(entries) as Values;
  return 'image' in resolved ? resolveContainer(resolved, old, plan) : resolved;
}

type Variable = { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } };

function resolveContainer(after: Values, before: Values, plan: Plan): Values {
  const read = ({ name, value, valueFrom }: Variable): { name: string; value: string } => {
    if (valueFrom === undefined) return { name, value: value ?? '' };
    const secret = plan.secrets.find((planned) => planned.name === valueFrom.secretKeyRef.name);
    return { name, value: secret?.entries.get(valueFrom.secretKeyRef.key)?.reveal() ?? 'missing' };
  };
  const env = ((after['env'] ?? []) as unknown as Variable[]).map(read);
  const had = new Set(((before['env'] ?? []) as unknown as Variable[]).map(({ name }) => name));
  const expand = (text: string): string =>
    env
      .filter(({ name }) => !had.has(name) || text.includes('$('))
      .reduce((done, { name, value }) => done.replaceAll(`$(${name})`, value), text);
  const kept = env
    .filter(({ name }) => had.has(name))
    .map(({ name, value }) => ({ name, value: value.includes('$(HOST)') ? value : expand(value) }));
  const lines = (key: string): Values => (key in after ? { [key]: (after[key] as string[]).map(expand) } : {});
  const { env: _, ...rest } = after;
  return { ...rest, ...lines('args'), ...lines('command'), ...('env' in before ? { env: kept } : {}) };
}

test('nothing but the literals changes its meaning', () => {
  fc.assert(
    fc.property(fc.array(workload, { minLength: 1, maxLength: 2 }), style, (made, how) => {
      const objects = how.json ? made.slice(0, 1) : made;
      const path = how.json ? 'k8s/all.json' : 'k8s/all.yaml';
      const text = write(objects, how);
      const leaks = leaksIn(path, text);
      const plan = planFixes(leaks, { paths: [path], text: () => text }, { as: 'secret' });
      expect(plan.unfixed).toEqual([]);
      const after = plan.changes[0]?.after ?? text;
      expect(after).not.toMatch(/LEAK/);
      const [was, is] = [readBack(text), readBack(after)];
      expect(is.map((object, at) => resolve(object, was[at] ?? object, plan))).toEqual(was);
      if (how.eol === '\r\n') expect(after).not.toMatch(/[^\r]\n/);
      if (how.flow === 0 && !how.json) expectOnlyLeaksGone(text, after);
    }),
    { numRuns: 200 },
  );
});

/** In block style no line goes that does not hold a literal, but for a list that was empty. */
function expectOnlyLeaksGone(before: string, after: string): void {
  const lines = createTwoFilesPatch('', '', before, after, '', '', { context: 0 }).split('\n').slice(4);
  for (const line of lines) if (line.startsWith('-')) expect(line).toMatch(/LEAK|env: \[\]/);
}
