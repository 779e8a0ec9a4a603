import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { SourceFault } from './fault.ts'
import { refusedOf } from './found.ts'
import { titleOf, type Source } from './source.ts'

/** A source that fails is a problem until it does not; so are files that nobody could take. */
export async function tellProblems(
  tx: Tx,
  source: Source,
  { fault, names }: { fault: SourceFault | null; names: string[] | null },
): Promise<void> {
  const { workspaceId, connectionId } = source
  const at = { workspaceId, connectionId, whoMustAct: 'you' as const }
  const { ofSource, ofFiles } = identities(source.id)
  if (fault === null) await resolveProblems(tx, workspaceId, ofSource)
  else {
    const sentence = `${titleOf(source)}: ${fault.message}`
    const cause = 'Files cannot be fetched'
    await raiseProblems(tx, [{ ...at, identity: ofSource, cause, sentence, remedy: fault.remedy }])
  }
  if (names === null) return
  const refused = await refusedOf(tx, source.id, names)
  const [first] = refused
  if (first === undefined) return resolveProblems(tx, workspaceId, ofFiles)
  const others = refused.length > 1 ? `So it is with ${refused.length - 1} more.` : ''
  await raiseProblems(tx, [
    {
      ...{ ...at, identity: ofFiles, cause: 'A file could not be taken' },
      sentence: `${titleOf(source)}: ${first.name}: ${first.fault} ${others}`.trim(),
      remedy: `${first.remedy} Or take it away from there.`,
    },
  ])
}

/** Nothing of a source that was removed is a problem any more. */
export async function endProblems(tx: Tx, workspaceId: number, sourceId: number): Promise<void> {
  for (const identity of Object.values(identities(sourceId))) {
    await resolveProblems(tx, workspaceId, identity)
  }
}

function identities(sourceId: number) {
  return { ofSource: `file-source:${sourceId}`, ofFiles: `file-source:${sourceId}:files` }
}
