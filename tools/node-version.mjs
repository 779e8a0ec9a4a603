/** Says in a sentence what a too old Node would otherwise say in a stack trace. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  process.stderr.write(
    `Homing needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer Node.\n`,
  )
  process.exit(1)
}
