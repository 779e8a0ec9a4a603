import { z } from 'zod'

/**
 * A setting that holds a vendor's base address: defaults to the documented one, and is kept without
 * a slash at its end. Whether plain http may be called at all is decided where calls are made, by
 * the operator.
 */
export function baseAddress(title: string, standard: string) {
  return address().default(standard).meta({ title })
}

/** The same of a system that every firm has at an address of its own, so that it must be told. */
export function siteAddress(title: string, description: string) {
  return address().meta({ title, description })
}

/** A setting that is sealed and never answered. */
export function secretSetting(title: string, description: string) {
  return z.string().trim().min(1).max(10_000).optional().meta({ title, description, secret: true })
}

/** Requests a second to a system that limits none itself: what is usual, and what may be chosen. */
const PER_SECOND_USUAL = 4
const PER_SECOND_MAX = 200

/** How fast a system is asked that names no limit: people work with it meanwhile. */
export function paceSetting() {
  return z.number().int().min(1).max(PER_SECOND_MAX).default(PER_SECOND_USUAL).meta({
    title: 'Requests a second',
    description: 'It names no limit itself. More is faster, if the server bears it.',
  })
}

function address() {
  return z
    .string()
    .trim()
    .max(500)
    .refine(isBaseAddress, 'An https address without query or password is needed.')
    .overwrite((text) => text.replace(/\/+$/, ''))
}

function isBaseAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return isWeb && !url.username && !url.password && !url.search && !url.hash
}
