/** What history says beside a finding (who wrote it, in which words, on which branches), with no secret in it. */

import type { Finding } from '../../model/finding.js';
import type { Commit, GitLife } from '../../model/provenance.js';
import { createMask } from '../shared/mask.js';

/** The findings, with no secret of any of them in a commit's summary, in a name or address, or in the name of a ref. */
export function maskHistory(findings: readonly Finding[]): Finding[] {
  const mask = createMask(findings);
  const clean = ({ id, date, ...said }: Commit): Commit => ({
    id,
    author: mask(said.author),
    email: mask(said.email),
    date,
    summary: mask(said.summary),
  });
  const cleanLife = ({ inHead, removed, refs }: GitLife): GitLife => ({
    inHead,
    ...(removed === undefined ? {} : { removed: clean(removed) }),
    refs: { ...refs, names: refs.names.map(mask) },
  });
  return findings.map((finding) => {
    const { provenance } = finding;
    if (provenance.kind !== 'git' || provenance.commit === undefined) return finding;
    const { commit, life } = provenance;
    const lived = life === undefined ? {} : { life: cleanLife(life) };
    return { ...finding, provenance: { ...provenance, commit: clean(commit), ...lived } };
  });
}
