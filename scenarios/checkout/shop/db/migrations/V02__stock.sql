-- Pieces in the warehouse.
CREATE TABLE stock (
    sku    text PRIMARY KEY REFERENCES product (sku),
    pieces integer NOT NULL CHECK (pieces >= 0)
);
