import { HANDLED } from './handled.ts'
import { HISTORY } from './history.ts'
import type { Section } from './section.ts'
import { WHO } from './who.ts'

/** The files of an archive, in their order. */
export const SECTIONS: readonly Section[] = [...WHO, ...HISTORY, ...HANDLED]
