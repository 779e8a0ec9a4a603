import { z } from 'zod'

/** Files are brought and rows are posted: nothing need be entered. */
export const fileSettings = z.strictObject({})
