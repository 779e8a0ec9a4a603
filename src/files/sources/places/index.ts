import type { Homing } from '../../../homing.ts'
import { createDial } from '../../../platform/http/index.ts'
import { WatchedFolders } from '../../../platform/watched-folder.ts'
import { unsealSource, type Source } from '../source.ts'
import { openFolder } from './folder.ts'
import { openAddress } from './https.ts'
import type { Place } from './place.ts'
import { openSftpPlace } from './sftp.ts'

export { ENTRIES_MAX, type Place, type ShownFile } from './place.ts'

/** Opens where a source is, for one look. Throws SourceFault. */
export function openPlace(
  homing: Homing,
  source: Source,
  { signal, onHostKey }: { signal: AbortSignal; onHostKey: (fingerprint: string) => void },
): Promise<Place> {
  const secrets = unsealSource(homing.secrets, source)
  switch (source.kind) {
    case 'folder':
      return openFolder(homing.folders ?? new WatchedFolders([]), source)
    case 'sftp':
      return openSftpPlace(homing.dial ?? createDial(), { source, secrets, onHostKey, signal })
    case 'https':
      return openAddress(homing.http, { source, secrets, signal })
  }
}
