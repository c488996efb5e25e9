/** Platforms as Docker writes them: `linux/amd64`, `linux/arm/v7`. */

import type { Json } from './json.js';
import { textOf } from './json.js';

/** Takes every image of an index. */
export const ALL_PLATFORMS = 'all';

/** From `os`, `architecture` and `variant`; undefined where the first two do not say anything. */
export function platformOf(fields: Json): string | undefined {
  const [os, architecture, variant] = [fields['os'], fields['architecture'], fields['variant']].map(textOf);
  if (!os || !architecture || os === 'unknown') return undefined;
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
}

/** Node's names for processors, in those of Go, which images use. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** What Docker would run on a machine with this processor: images are for Linux, on a Mac too. */
export function hostPlatform(arch: string): string {
  return `linux/${ARCHITECTURES[arch] ?? arch}`;
}

/** Whether an image for `platform` is what `wanted` asks for: `linux/arm` takes `linux/arm/v7`, and `linux/arm64` its `v8`. */
export function matchesPlatform(platform: string, wanted: string): boolean {
  if (wanted === ALL_PLATFORMS || platform === wanted) return true;
  return platform.startsWith(`${wanted}/`) || wanted === `${platform}/v8`;
}
