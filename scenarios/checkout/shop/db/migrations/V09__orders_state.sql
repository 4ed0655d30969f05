-- States are a closed list.
ALTER TABLE orders ADD CONSTRAINT orders_state CHECK (state IN ('reserved', 'paid', 'returned'));
