"""Where bytes come from: files of this machine or of an object store, packed or not, and the members of archives.

Knows: stores (`stores`), what endings say (`kinds`), packings and archives (`unpack`, `zips`, `tars`, `warcs`), how much of a
hostile one is read (`limits`), what their members are called (`names`). Everything streams: an archive of any size takes
the memory of one member. Nothing is ever written to the disk, so a name in an archive is an address and no more. Must never
know: what a document is; `warehouse.reading` makes inputs of the bytes.
"""
