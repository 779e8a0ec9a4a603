/** See families.mjs. */
export const FAMILIES: {
  folder: string
  properties?: string[]
  calls?: string[]
  arrays?: string[]
  tables?: string[]
  keys?: string[]
  returns?: string[]
  parts?: string[]
  whole?: boolean
}[]
