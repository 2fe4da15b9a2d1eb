// Passkeys and security keys: form[data-passkey="create" | "get"] with a hidden input "credential". What the server asks
// for lies in the json_script named by data-passkey-options, or is fetched from data-passkey-fetch when the button is
// pressed. The ways and the form are hidden until it is clear that this browser can do it.

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

async function asked(form) {
  const place = form.dataset.passkeyOptions;
  if (place) return JSON.parse(document.getElementById(place).textContent);
  const answer = await fetch(form.dataset.passkeyFetch, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server said ${answer.status}`);
  return answer.json();
}

async function created(form, { creation_options: { publicKey } }) {
  const passwordless = form.elements.passwordless?.checked ?? false;
  const selection = {
    ...publicKey.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
  };
  if (passwordless) selection.userVerification = "required";
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
      authenticatorSelection: selection,
    },
  });
  const { response } = credential;
  return plain(credential, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

async function gotten(_form, { request_options: { publicKey } }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: named(publicKey.allowCredentials),
    },
  });
  const { response } = credential;
  return plain(credential, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

function plain(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function press(event) {
  const form = event.currentTarget;
  event.preventDefault();
  const problem = form.querySelector("[data-passkey-error]");
  const button = form.querySelector("[data-passkey-ways] button");
  problem.hidden = true;
  button.disabled = true;
  try {
    const way = form.dataset.passkey === "create" ? created : gotten;
    form.elements.credential.value = JSON.stringify(await way(form, await asked(form)));
    form.submit();
  } catch {
    problem.hidden = false;
    button.disabled = false;
  }
}

const able = window.isSecureContext && "PublicKeyCredential" in window;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (able) {
    form.hidden = false;
    form.querySelector("[data-passkey-ways]").hidden = false;
    form.addEventListener("submit", press);
  } else {
    form.querySelector("[data-passkey-missing]").hidden = false;
  }
}
