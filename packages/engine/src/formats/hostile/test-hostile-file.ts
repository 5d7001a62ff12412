/** A file that was made to do harm, and what its refusal says. */
export interface HostileFile {
  name: string;
  /** Writes it at a path that is free; gives what is to be opened, where that is another path. */
  make: (path: string) => string | void;
  says: RegExp;
}
