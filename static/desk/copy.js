// 复制: puts a ready text on the clipboard.  Without this file the text can be selected by hand.
for (const button of document.querySelectorAll('[data-copy]')) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (text.closest('details')) text.closest('details').open = true;
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand('copy');
    }
    button.textContent = button.dataset.done;
  });
}
