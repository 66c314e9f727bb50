/** The conventional uid and gid of `nobody`: in every passwd file, and owner of nothing. */
const NOBODY = 65_534;

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Whom PostgreSQL runs as. */
export interface ServerAccount extends Account {
  /** True when this process is root, which PostgreSQL refuses, and lends the server another uid. */
  readonly borrowed: boolean;
}

/** This process's own account; on Windows, which has no uids, one that nothing is compared with. */
export function ownAccount(): Account {
  return { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
}

export function serverAccount(self: Account = ownAccount()): ServerAccount {
  return self.uid === 0 ? { uid: NOBODY, gid: NOBODY, borrowed: true } : { ...self, borrowed: false };
}

/** What `spawn` needs to run a program as that account. */
export function spawnAs(account: ServerAccount): { uid?: number; gid?: number } {
  return account.borrowed ? { uid: account.uid, gid: account.gid } : {};
}
