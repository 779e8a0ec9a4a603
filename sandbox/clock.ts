/** The simulated time. Its unit is epoch milliseconds, like the real one. */
export interface SandboxClock {
  now(): number
  /** Moves forward, but never past the ceiling; answers the new time. */
  advance(ms: number): number
  /** Moves to the first moment at which nothing more will happen by itself, or to the ceiling. */
  runUntilQuiet(): number
  /** Simulated milliseconds that pass in one real millisecond; 0 stops the clock. */
  setSpeed(speed: number): void
  speed(): number
  quiet(): boolean
}

export interface ClockOptions {
  start: number
  speed: number
  /** No event may lie in the future of whoever is looking, so the clock waits here. */
  ceiling: () => number
  quietAt: () => number
  /** Real time, for the pace only. */
  real?: () => number
}

const mostRounds = 10

export function createClock(options: ClockOptions): SandboxClock {
  const real = options.real ?? (() => performance.now())
  let speed = options.speed
  let base = options.start
  let since = real()

  const now = () => Math.floor(Math.min(base + (real() - since) * speed, options.ceiling()))
  const moveTo = (time: number) => {
    base = Math.max(now(), Math.min(time, options.ceiling()))
    since = real()
    return now()
  }
  return {
    now,
    advance: (ms) => moveTo(now() + Math.max(0, ms)),
    runUntilQuiet: () => {
      let target = options.quietAt()
      // Reaching that moment may bring more to do; a few rounds see the end of it.
      for (let round = 0; round < mostRounds && moveTo(target) >= target; round += 1) {
        if (options.quietAt() <= target) break
        target = options.quietAt()
      }
      return now()
    },
    setSpeed: (next) => {
      moveTo(now())
      speed = Math.max(0, next)
    },
    speed: () => speed,
    quiet: () => now() >= options.quietAt(),
  }
}
