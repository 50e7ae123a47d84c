"""Files (照片和材料): kept once by content hash, with a row for each county that holds them.

Plan: section four, part 11 (档案).  Bytes arrive on their own, often hours after the record that names them;
until then the record's file row says which hash is still missing.  Pixels are never changed; whoever looks at
a picture is shown a copy encoded anew.
"""
