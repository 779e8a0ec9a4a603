/** See families.mjs. */
export const FAMILIES: {
  folder: string
  properties?: string[]
  calls?: string[]
  arrays?: string[]
  tables?: string[]
  keys?: string[]
  functions?: string[]
  whole?: boolean
}[]

export const WRITTEN: {
  folder: string
  properties?: string[]
  calls?: string[]
  tables?: string[]
  returns?: string[]
  parts?: string[]
}[]
