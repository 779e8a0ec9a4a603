import type { Command } from 'commander'
import type { Finding } from '../doctor/finding.ts'
import { machineFindings } from '../doctor/machine.ts'
import { runningFindings } from '../doctor/running.ts'
import { plain } from '../table.ts'
import { printing, type Cli } from '../work.ts'

/** homing doctor: what is well and what is not, on this machine and in the running server. */
export function doctorCommand(root: Command, cli: Cli, leaveWith: (code: 1) => void): void {
  root
    .command('doctor')
    .description('look at everything Homing needs; each line ok, or not ok with the remedy')
    .action(async (_: unknown, command: Command) => {
      const findings = [...(await machineFindings(cli.env)), ...(await runningFindings(cli.env))]
      const ok = findings.every((finding) => finding.ok)
      printing(cli, command).print({ ok, findings }, () => findings.map(line).join(''))
      if (!ok) leaveWith(1)
    })
}

function line({ name, ok, sentence, remedy }: Finding): string {
  const told = `${ok ? 'ok      ' : 'not ok  '}${plain(name)}: ${plain(sentence)}\n`
  return ok || remedy === undefined ? told : `${told}        Remedy: ${plain(remedy)}\n`
}
