// @ts-check
import { fileURLToPath } from "node:url";
import { madePython, pythonEnvironment } from "../python-environment.mjs";

/** @type {import("../python-environment.mjs").Wanted} */
const wanted = { what: "bench", requirements: fileURLToPath(new URL("requirements.txt", import.meta.url)), imports: "codecarbon, keras, tensorflow" };

/** The Python of all peers that benches compare with, made where it is missing. @returns {Promise<string>} */
export async function peerPython() {
  console.error("Python with Keras, TensorFlow and CodeCarbon …");
  const { python, made } = await pythonEnvironment(wanted);
  console.error(`  ${made ? "installed" : "there already"}: ${python}`);
  return python;
}

/** The same, where `npm run bench:peers` has made it; null: not yet. @returns {string | null} */
export const madePeerPython = () => madePython(wanted);
