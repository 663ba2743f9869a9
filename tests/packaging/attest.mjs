// CycloneDX's own library reads a list, and sigstore's own verifier a bundle: `node attest.mjs TOOLS sbom FILE`,
// `node attest.mjs TOOLS bundle FILE PUBLIC_KEY`. Exit code 1 and why, where they do not take it.
import {createRequire} from "module";
import {readFileSync} from "fs";

const [tools, what, file, key] = process.argv.slice(2);
const require = createRequire(tools + "/");

if (what === "sbom") {
  const {Validation, Spec} = require("@cyclonedx/cyclonedx-library");
  const found = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(readFileSync(file, "utf8"));
  if (found !== null) {
    console.error(JSON.stringify(found));
    process.exit(1);
  }
} else {
  const {bundleFromJSON} = require("@sigstore/bundle");
  const {Verifier, toSignedEntity} = require("@sigstore/verify");
  const {createPublicKey} = require("crypto");
  const publicKey = createPublicKey(readFileSync(key));
  const trusted = {certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [],
                   publicKey: () => ({publicKey, validFor: () => true})};
  // No log and no time stamp: the key is all that there is to trust.
  const verifier = new Verifier(trusted, {tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0, tsaThreshold: 0});
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(file, "utf8")))));
}
