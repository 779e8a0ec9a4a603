import type ts from 'typescript'

export interface Parsed {
  path: string
  file: ts.SourceFile
}

export function parsedUnder(root: string, folder: string): Parsed[]
export function parsed(path: string, text: string): Parsed
