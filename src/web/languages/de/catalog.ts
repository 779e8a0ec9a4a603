import { joined, type Catalog } from '../catalog.ts'

/** Everything that is translated into German. */
export default joined(import.meta.glob<Catalog>('./**/*.po', { eager: true, import: 'default' }))
