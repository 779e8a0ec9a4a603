/** Runs a tool; what goes wrong becomes a sentence on standard error and status 1. */
export async function orExplain(work) {
  try {
    await work()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (process.env.DEBUG) process.stderr.write(`${error?.stack}\n`)
    process.exitCode = 1
  }
}
