/** Objects for a test cluster, as their users would write them, some with a made-up token at the places where they leak. */

import type { KubeApi } from './kube-api.js';
import { secrets } from './secrets.js';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly object[];
  };
  readonly [field: string]: unknown;
}

/** An object and what it leaks. */
export interface Planted {
  readonly object: KubeObject;
  /** Where it is created. */
  readonly address: string;
  /** `shop/Deployment/web`, as reports name it. */
  readonly path: string;
  /** The token in it, where there is one. */
  readonly token?: string;
}

/** How a kind leaks: `token` undefined makes the same object without a leak. */
type Maker = (
  name: string,
  token: string | undefined,
  namespace: string,
) => { readonly apiVersion: string; readonly kind: string } & object;

function podSpec(token: string | undefined): object {
  const env = [{ name: 'MODE', value: 'fast' }, ...(token === undefined ? [] : [{ name: 'API_TOKEN', value: token }])];
  return { containers: [{ name: 'main', image: 'registry.example/app:1.2', env }] };
}

function template(name: string, token: string | undefined): object {
  return { metadata: { labels: { app: name } }, spec: podSpec(token) };
}

const MAKERS: readonly Maker[] = [
  (_, token) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: { 'app.properties': `mode=fast\n${token === undefined ? '' : `api.token=${token}\n`}`, plain: 'text' },
  }),
  (name, token) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { selector: { matchLabels: { app: name } }, template: template(name, token) },
  }),
  (_, token) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      containers: [
        { name: 'main', image: 'app:1', args: token === undefined ? ['serve'] : ['serve', `--token=${token}`] },
      ],
    },
  }),
  (name, token) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    spec: { serviceName: name, selector: { matchLabels: { app: name } }, template: template(name, token) },
  }),
  (name, token) => ({
    apiVersion: 'batch/v1beta1',
    kind: 'CronJob',
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        spec: { template: { ...template(name, token), spec: { ...podSpec(token), restartPolicy: 'Never' } } },
      },
    },
  }),
  (_, token) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    annotations: {
      'nginx.ingress.kubernetes.io/configuration-snippet': `proxy_set_header X-Api "${token ?? 'none'}";\n`,
    },
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
  }),
  (name, token, namespace) => ({
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { kind: 'Pod', name, namespace },
    message: `Error: cannot pull with token ${token ?? '(none)'}: denied`,
    reason: 'Failed',
    type: 'Warning',
  }),
  (_, token) => ({
    apiVersion: 'v1',
    kind: 'Service',
    annotations: { note: token === undefined ? 'none' : JSON.stringify({ auth: token }) },
    spec: { ports: [{ port: 80 }] },
  }),
  (_, token) => ({
    apiVersion: 'example.org/v1',
    kind: 'Robot',
    spec: { endpoint: 'https://api.example.org', apiToken: token ?? '' },
  }),
];

/** Where a kind is created, below its group and version. */
const PLURALS: Readonly<Record<string, string>> = { Ingress: 'ingresses' };

/** A kind of its own, for custom resources. */
export const ROBOTS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'robots.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Robot', plural: 'robots', singular: 'robot' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** `count` objects spread over the namespaces and over all kinds, every fifth with a token of its own. */
export function plantObjects(count: number, namespaces: readonly string[]): Planted[] {
  return Array.from({ length: count }, (_, index) => {
    const make = MAKERS[index % MAKERS.length];
    const namespace = namespaces[Math.floor(index / MAKERS.length) % namespaces.length] ?? 'default';
    if (make === undefined) throw new Error('no kinds');
    const token = index % 5 === 0 ? secrets.github(`object ${index}`) : undefined;
    return planted({ name: `object-${index}`, namespace, token }, make);
  });
}

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly token: string | undefined;
}

function planted({ name, namespace, token }: Named, make: Maker): Planted {
  const { annotations, ...rest } = make(name, token, namespace) as ReturnType<Maker> & {
    annotations?: Record<string, string>;
  };
  const metadata = { name, namespace, ...(annotations === undefined ? {} : { annotations }) };
  const object: KubeObject = { ...rest, metadata };
  const shown = object.apiVersion.startsWith('example.org') ? `${object.kind}.example.org` : object.kind;
  return {
    object,
    address: addressOf(object),
    path: `${namespace}/${shown}/${name}`,
    ...(token === undefined ? {} : { token }),
  };
}

/** The address that an object is created at. */
export function addressOf({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${within}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}`;
}

/** Creates them as admin, several at a time. Throws when the server refuses one. */
export async function createAll(api: KubeApi, objects: readonly KubeObject[]): Promise<void> {
  const queue = objects.values();
  async function work(): Promise<void> {
    for (const object of queue) {
      const { status, text } = await api.call('POST', addressOf(object), { body: object });
      if (status !== 201)
        throw new Error(`${object.kind} '${object.metadata.name}' was refused: ${text.slice(0, 500)}`);
    }
  }
  await Promise.all(Array.from({ length: 8 }, work));
}

export function namespaceOf(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}
