-- Orders: reserved first, paid when the payment went through.
CREATE TABLE orders (
    id       bigserial PRIMARY KEY,
    customer text NOT NULL,
    sku      text NOT NULL REFERENCES product (sku),
    quantity integer NOT NULL CHECK (quantity > 0),
    cents    bigint NOT NULL,
    state    text NOT NULL,
    placed   timestamptz NOT NULL DEFAULT now()
);
