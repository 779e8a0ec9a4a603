import { Links } from './Links.tsx'
import type { PanelProps } from './useWindow.ts'

/** Every link of the mailing. */
export function LinksPanel(panel: PanelProps) {
  return <Links {...panel} max={Number.POSITIVE_INFINITY} />
}
