/* 读给我听: shows its button only where the browser can speak; everything else works without this file. */
(function () {
  var button = document.getElementById('read-aloud');
  var voice = window.speechSynthesis;
  if (!button || !voice || !window.SpeechSynthesisUtterance) return;
  button.hidden = false;
  button.addEventListener('click', function () {
    if (voice.speaking) return voice.cancel();
    var words = [].map.call(document.querySelectorAll('h1, h1 + .chip, .state, .warning'), function (node) { return node.textContent; });
    var speech = new SpeechSynthesisUtterance(words.join('。'));
    speech.lang = document.documentElement.lang;
    speech.rate = 0.9;
    voice.speak(speech);
  });
})();
