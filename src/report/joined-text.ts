/** The findings of a joined report in the text report: a secret once, and below it the places where it was found. */

import { placeLines, severityText, type FindingStyle } from './finding-text.js';
import { pathInImage } from './image-text.js';
import type { FindingRecord } from './records.js';
import { neutral } from './terminal.js';

/** What is the same in all places. */
export function secretHeader(finding: FindingRecord, { paint, advise }: FindingStyle): string {
  const { severity, name, detector, secret, fingerprint, places = 1, risk, remediation } = finding;
  const parts = [
    severityText(severity, paint),
    `${paint('bold', neutral(name))} ${paint('dim', neutral(`[${detector}]`))}`,
    ...(secret === '' ? [] : [neutral(secret)]),
    places === 1 ? 'in 1 place' : `in ${places} places`,
    paint('dim', `id: ${neutral(fingerprint.slice(0, 12))}`),
  ];
  const advice = advise && risk !== '' ? `    ${neutral(`${risk} ${remediation}`)}\n` : '';
  return `\n${parts.join('  ')}\n${advice}`;
}

/** One place, with which scan found it there. */
export function placeText(finding: FindingRecord, style: FindingStyle): string {
  const { scan, location, verdict } = finding;
  const path = scan?.command === 'cluster' ? pathInImage(finding) : location.path;
  const where = `${path}:${location.startLine}:${location.startColumn}`;
  const found = scan === undefined ? '' : `${neutral(`${scan.command} ${scan.target}`)}  `;
  const accepted = verdict.state === 'open' ? '' : style.paint('dim', neutral(`  (${verdict.reason})`));
  return `${[`  ${found}${style.paint('bold', neutral(where))}${accepted}`, ...placeLines(finding, style)].join('\n')}\n`;
}
