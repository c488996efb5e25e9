/** One finding: a line that opens to all that is known of it. */

import type { Resource } from '../../model/resource.js';
import { neutral } from '../terminal.js';
import { dayOf, nameOf, type Item, type PageData } from './data.js';
import { h, type Child } from './dom.js';

export function findingRow(data: PageData, item: Item): HTMLElement {
  const { severity, location, secret } = item;
  const details = h('div', { class: 'details', hidden: true });
  const toggle = (): void => {
    const open = details.hidden;
    // Built when it is first opened: most are never looked at.
    if (open && details.childElementCount === 0) details.append(h('div', {}, detailsOf(data, item)));
    details.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  };
  const button = h('button', { class: 'head', 'aria-expanded': 'false', click: toggle }, [
    h('span', { class: `severity ${severity}` }, [severity]),
    h('span', { class: 'what' }, [
      h('span', { class: 'name' }, [nameOf(data, item)]),
      h('span', { class: 'place' }, [breakable(`${location.path}:${location.startLine}`)]),
    ]),
    h('code', { class: 'secret' }, [secret.split('\n')[0] ?? '']),
    h('span', { class: 'day' }, [dayOf(item)]),
  ]);
  return h('article', { class: 'finding' }, [button, details]);
}

/** Long paths may break after a slash and nowhere else. */
function breakable(path: string): Node {
  const parts = path.split(/(?<=\/)/);
  const fragment = document.createDocumentFragment();
  for (const part of parts) fragment.append(part, document.createElement('wbr'));
  return fragment;
}

function detailsOf(data: PageData, item: Item): Child[] {
  const type = data.types[item.detector];
  return [
    excerpt(item),
    h('div', { class: 'columns' }, [
      h('section', {}, [
        h('h3', {}, ['What to do']),
        ...(type?.risk ? [h('p', {}, [type.risk])] : []),
        ...(type?.remediation ? [h('p', {}, [type.remediation])] : []),
        ...steps(item),
        ...links(type?.references ?? []),
      ]),
      h('section', {}, [h('h3', {}, ['Where it comes from']), facts(item)]),
    ]),
  ];
}

function excerpt({ excerpt: text, excerptMark: { start, length }, location }: Item): Child {
  if (text === '') return undefined;
  return h('pre', { class: 'excerpt', tabindex: '0' }, [
    h('span', { class: 'line', 'aria-hidden': 'true' }, [String(location.startLine)]),
    h('code', {}, [
      neutral(text.slice(0, start)),
      h('mark', {}, [neutral(text.slice(start, start + length))]),
      neutral(text.slice(start + length)),
    ]),
  ]);
}

/** Commands to run next, each with a button that copies it. */
function steps({ fingerprint, location, resource }: Item): Child[] {
  const commands = [
    ...(resource === undefined ? [] : [`hullcheck fix ${quoted(location.path)}`]),
    `hullcheck ignore ${fingerprint} --reason "..."`,
  ];
  const labels = ['Move it into a Secret', 'Or accept it, with a reason'].slice(-commands.length);
  return commands.map((command, index) =>
    h('p', { class: 'step' }, [
      h('span', { class: 'dim' }, [labels[index]]),
      h('span', { class: 'command' }, [h('code', {}, [command]), copyButton(command)]),
    ]),
  );
}

/** For a POSIX shell; names of files may hold anything. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** What to say of it: a page opened from a file may not be allowed to. */
async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return 'Select it';
  }
}

function copyButton(text: string): Child {
  const button = h('button', { class: 'copy' }, ['Copy']);
  button.addEventListener('click', async () => {
    button.textContent = await copy(text);
    setTimeout(() => (button.textContent = 'Copy'), 1200);
  });
  return button;
}

function links(references: readonly string[]): Child[] {
  const safe = references.filter((reference) => /^https?:\/\//.test(reference));
  return safe.map((href) => h('p', { class: 'reference' }, [h('a', { href, rel: 'noreferrer noopener' }, [href])]));
}

function facts(item: Item): HTMLElement {
  const rows = [...sourceFacts(item), ...findingFacts(item)].filter(([, value]) => value !== '');
  return h(
    'dl',
    {},
    rows.flatMap(([name, value]) => [
      h('dt', {}, [name]),
      h('dd', {}, [typeof value === 'string' ? neutral(value) : value]),
    ]),
  );
}

type Fact = readonly [name: string, value: string | Node];

function sourceFacts({ provenance, resource }: Item): Fact[] {
  const object: Fact[] =
    resource === undefined
      ? []
      : [
          ['Object', objectName(resource)],
          ['Key path', keyPath(resource.keyPath)],
        ];
  if (provenance.kind === 'git') {
    const { commit } = provenance;
    if (commit === undefined) return object;
    const who = `${commit.author} on ${commit.date.slice(0, 10)}`;
    return [
      ['Introduced', who],
      ['Commit', h('code', {}, [commit.id.slice(0, 12)])],
      ['Message', commit.summary],
      ...object,
    ];
  }
  if (provenance.kind !== 'image') return object;
  const { layer, verdict, instruction, owner, platform } = provenance;
  const line = instruction?.dockerfile;
  return [
    ['Layer', layer === undefined ? '' : `${layer.index}, ${(layer.digest ?? layer.diffId).slice(0, 19)}`],
    ['In the image', verdict === undefined ? '' : verdictText(verdict)],
    ['Made by', instruction === undefined ? '' : h('code', {}, [neutral(instruction.text)])],
    ['Dockerfile', line === undefined ? '' : `${line.path}:${line.line}`],
    ['Comes from', owner === undefined ? '' : owner.image === 'base' ? 'the base image' : 'this image'],
    ['Platform', platform ?? ''],
    ...object,
  ];
}

function verdictText(verdict: { state: string; layer?: number }): string {
  return verdict.state === 'present'
    ? 'Still there'
    : `${verdict.state} in layer ${verdict.layer}, still in the download`;
}

function findingFacts({ detector, confidence, reasons, decoded, fingerprint, verdict }: Item): Fact[] {
  return [
    ['Why', reasons.join('; ')],
    ['Confidence', confidence],
    ['Encoded as', decoded.join(', then ')],
    ['Accepted', verdict.state === 'open' ? '' : `${verdict.reason} (${verdict.by})`],
    ['Detector', h('code', {}, [detector])],
    ['Fingerprint', h('code', {}, [fingerprint])],
  ];
}

function objectName({ kind, namespace, name, container }: Resource): string {
  const full = [namespace, name].filter((part) => part !== undefined).join('/');
  return [full === '' ? kind : `${kind} ${full}`, ...(container === undefined ? [] : [`container ${container}`])].join(
    ', ',
  );
}

/** The path with its last key, which names the secret, set off. */
function keyPath(path: string): Node {
  const at = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0);
  return h('code', { class: 'keypath' }, [path.slice(0, at), h('b', {}, [path.slice(at)])]);
}
