import { useLocale } from "next-intl";
import { printBytes } from "../../lib/format.ts";

interface FileListProps {
  files: { id: string; name: string; sha256: string; sizeBytes: number; url: string }[];
}

/** Files to fetch, each with its size and the checksum it is stored under. */
export function FileList({ files }: FileListProps) {
  const locale = useLocale();
  return (
    <ul className="contents">
      {files.map((file) => (
        <li key={file.id}>
          <a href={file.url} download>{file.name}</a> <span className="muted">{printBytes(file.sizeBytes, locale)} · <span className="mono">sha256 {file.sha256.slice(0, 12)}…</span></span>
        </li>
      ))}
    </ul>
  );
}
