/** Homing's mark. */
export function Mark({ size = 24 }: { size?: number }) {
  return <img src="/mark.svg" alt="" width={size} height={size} />
}
