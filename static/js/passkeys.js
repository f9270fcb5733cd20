// Says in words when a passkey or security key could not be used; the scripts of allauth only log it.

const REASONS = {
  NotAllowedError: "That was cancelled, or took too long. Try again.",
  InvalidStateError: "This key is already among yours.",
  NotSupportedError: "This browser or device has no passkey to offer.",
  SecurityError: "Passkeys need a secure address (https).",
};

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[role=status]");
  if (!place) return;
  const notice = document.createElement("p");
  notice.className = "notice error";
  notice.textContent =
    REASONS[event.detail.exception?.name] ?? "The key could not be used. Sign in another way, or try again.";
  place.replaceChildren(notice);
});
