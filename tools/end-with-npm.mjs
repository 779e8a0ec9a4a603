const LOOK_MS = 500

/**
 * Started by npm, a script has a shell between itself and npm, and a SIGTERM to npm ends the shell
 * only. So that stopping `npm start` stops Homing, losing that parent counts as the signal.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_MS)
  timer.unref()
}
