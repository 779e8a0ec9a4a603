import { runCli } from './run.ts'
import { processTerminal } from './terminal.ts'

// A reader that has seen enough (head, less) closes the pipe: that ends the command, quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: processTerminal(),
  env: process.env,
  stdin: process.stdin,
})
