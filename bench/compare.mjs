// Several programs on the same input, in turns: a neighbour that is busy for a while hurts all of them alike.

import { Failed, peakMemory, time } from './measure.mjs';
import { against, average, summarise } from './statistics.mjs';

/**
 * Runs each of `commands` `runs` times, the first command being the reference. A command: {name, program, args, cwd?,
 * env?, good?: exit codes}. Each runs once before that is not counted: it fills the page cache and shows whether the
 * program works. Those that do not are in `left`, with the reason. Throws Failed where the reference is one of them.
 */
export async function compare(commands, { runs, say }) {
  const { able, left } = warmUp(commands, say);
  const samples = new Map(able.map((command) => [command, []]));
  for (let round = 1; round <= runs; round++) {
    say(`round ${round} of ${runs}`);
    for (const command of able) samples.get(command).push(time(command));
  }
  const wall = (command) => samples.get(command).map((sample) => sample.wall);
  const programs = [];
  for (const command of able) {
    say(`memory of ${command.name}`);
    const cpu = samples.get(command).map((sample) => sample.cpu);
    programs.push({
      name: command.name,
      command: [command.program, ...command.args],
      wall: { ...summarise(wall(command)), ...against(wall(command), wall(able[0])) },
      cpu: cpu.includes(undefined) ? undefined : average(cpu),
      peakMemory: await peakMemory(command),
      samples: samples.get(command),
    });
  }
  return { programs, left };
}

function warmUp(commands, say) {
  const able = [];
  const left = [];
  for (const command of commands) {
    say(`trying ${command.name}`);
    try {
      time(command);
      able.push(command);
    } catch (error) {
      if (!(error instanceof Failed) || command === commands[0]) throw error;
      left.push({ name: command.name, reason: error.message });
    }
  }
  return { able, left };
}
