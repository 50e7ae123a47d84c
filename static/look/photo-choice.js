/* A villager's photos: one big button, a word that it is there, and a small copy for a slow line.
   Without this file the browser's own field does, and the photo goes as it is. */
(function () {
  document.documentElement.classList.add('scripted');

  function small(file) {
    return createImageBitmap(file, { imageOrientation: 'from-image' }).then(function (picture) {
      var scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
      var canvas = document.createElement('canvas');
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) { canvas.toBlob(done, 'image/jpeg', 0.7); });
    }).then(function (blob) {
      return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: blob.type }) : file;
    });
  }

  document.addEventListener('change', function (event) {
    var field = event.target;
    if (field.type !== 'file') return;
    var there = field.nextElementSibling;
    var chosen = [].slice.call(field.files);
    there.textContent = chosen.length ? there.dataset.words.replace('0', chosen.length) : '';
    if (!window.createImageBitmap || !window.DataTransfer) return;
    Promise.all(chosen.map(small)).then(function (files) {
      var kept = new DataTransfer();
      files.forEach(function (file) { kept.items.add(file); });
      field.files = kept.files;
    }).catch(function () { /* what cannot be made smaller goes as it is */ });
  });
})();
