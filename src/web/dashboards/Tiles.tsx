import { useRef } from 'react'
import classes from './dashboards.module.css'
import { moved, type Tile } from './dashboards.ts'
import { TileFrame, type Arranging } from './TileFrame.tsx'

interface TilesProps {
  tiles: Tile[]
  /** What becomes of them while they are arranged; absent while they are only looked at. */
  onArrange?: ((tiles: Tile[]) => void) | undefined
}

/** A dashboard's tiles, each asking for itself. */
export default function Tiles({ tiles, onArrange }: TilesProps) {
  const dragged = useRef<number | null>(null)
  const keyed = keysOf(tiles)
  const arranging = (at: number): Arranging | undefined =>
    onArrange && {
      onMove: (by) => onArrange(moved(tiles, at, at + by)),
      onChange: (tile) => onArrange(tiles.map((one, of) => (of === at ? tile : one))),
      onRemove: () => onArrange(tiles.filter((_, of) => of !== at)),
      onDragStart: () => void (dragged.current = at),
      onDrop: () => {
        if (dragged.current !== null) onArrange(moved(tiles, dragged.current, at))
        dragged.current = null
      },
    }
  return (
    <div className={classes.tiles}>
      {tiles.map((tile, at) => (
        <TileFrame
          key={keyed[at]}
          tile={tile}
          place={at + 1}
          of={tiles.length}
          arranging={arranging(at)}
        />
      ))}
    </div>
  )
}

/** What stays a tile's own while it is moved: its view, its values, and which of the same it is. */
function keysOf(tiles: Tile[]): string[] {
  const seen = new Map<string, number>()
  return tiles.map(({ viewId, parameters }) => {
    const key = `${viewId} ${JSON.stringify(parameters)}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return `${key} ${count}`
  })
}
