/**
 * What a marker says of itself, where no reference claims it.
 *
 * @module
 */
import type { References, Sources } from "./references.ts";

const REFERENCE_ID = /turn\d{1,4}[a-z]{1,12}\d{1,4}/g;
const ENTITY = /^[\uE200\uE206]entity\uE202?(\[[^]*\])[\uE201\uE20B]?$/;
const NUMBERED = /^\u3010(\d{1,6})[:\u2020]/;
const OAICITE = /^:contentReference\[oaicite:(\d{1,9})\]/;

/**
 * A function from markers to sources: reference ids through the message's search results, `【n†…】` and `oaicite:n`
 * through its citations, an entity by its name. No sources for what cannot be resolved.
 */
export function markerSources(references: References | undefined): (marker: string) => Sources {
  const citations = references?.citations ?? [];
  return (marker) => {
    const entity = ENTITY.exec(marker);
    if (entity !== null) return entityName(entity[1]);
    const numbered = NUMBERED.exec(marker);
    if (numbered !== null) return references?.byNumber.get(Number(numbered[1])) ?? [];
    const oaicite = OAICITE.exec(marker);
    if (oaicite !== null) return citations[Number(oaicite[1])]?.sources ?? [];
    if (references === undefined) return [];
    const ids = new Set(marker.match(REFERENCE_ID) ?? []);
    return [...ids].map((id) => references.byId(id)).filter((source) => source !== undefined);
  };
}

/** The name in `["kind","name","what it is"]`: words of the sentence. */
function entityName(json: string): Sources {
  try {
    const list: unknown = JSON.parse(json);
    const name: unknown = Array.isArray(list) ? list[1] ?? list[0] : undefined;
    return typeof name === "string" && name !== "" ? [{ text: name }] : [];
  } catch {
    // Cut off: no name to be had, the marker keeps what is left of it.
    return [];
  }
}
