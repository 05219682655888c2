/* Live reload under `courtside serve`, which adds this file to each page that it serves: MkDocs'
 * own script stands inside the page, where the policy forbids it. Never part of a site. */

const { epoch } = document.currentScript.dataset; // the build that this page came from
let asking; // what to break off

/** Ask while the page is seen: a browser keeps six connections to a host, and each takes one. */
async function changed() {
  asking?.abort();
  asking = undefined;
  if (document.hidden) return;
  const { signal } = (asking = new AbortController());
  try {
    // Answered when a newer build is there, or unchanged after a minute.
    const answer = await fetch(`/livereload/${epoch}/${Date.now()}`, { cache: "no-store", signal });
    if (Number(await answer.text()) > Number(epoch)) location.reload();
    else changed();
  } catch {
    if (!signal.aborted) setTimeout(changed, 1000); // the server is away, or just starting again
  }
}

addEventListener("load", changed);
document.addEventListener("visibilitychange", changed);
