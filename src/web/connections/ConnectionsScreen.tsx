export default function ConnectionsScreen() { return null }
