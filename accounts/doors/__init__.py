"""Further doors beside number and code: WeChat and the province's identity. Which person stands behind one is proved
by a code to the phone, once."""
