export type Role = 'administrator' | 'manager' | 'editor' | 'viewer'

/** What a role may do. The API's routes each name the one they need. */
export type RolePermission =
  | 'see'
  | 'export'
  | 'edit_people'
  | 'edit_campaigns'
  | 'import_people'
  | 'keep_views'
  | 'send_campaigns'
  | 'sync'
  | 'manage_connections'
  | 'administer'

const VIEWER: readonly RolePermission[] = ['see']
const EDITOR: readonly RolePermission[] = [
  ...VIEWER,
  ...(['export', 'edit_people', 'edit_campaigns', 'keep_views'] as const),
]
const MANAGER: readonly RolePermission[] = [...EDITOR, 'import_people', 'send_campaigns', 'sync']
const ADMINISTRATOR: readonly RolePermission[] = [...MANAGER, 'manage_connections', 'administer']

const PERMISSIONS: Record<Role, ReadonlySet<RolePermission>> = {
  viewer: new Set(VIEWER),
  editor: new Set(EDITOR),
  manager: new Set(MANAGER),
  administrator: new Set(ADMINISTRATOR),
}

/** What a role may do. */
export function permissionsOf(role: Role): ReadonlySet<RolePermission> {
  return PERMISSIONS[role]
}
