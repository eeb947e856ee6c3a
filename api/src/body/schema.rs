//! The schema of a type as the API documents it, so that what is checked and what is documented are
//! the same thing.

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use std::{
    any::TypeId,
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

/// A schema with every schema that it refers to.
#[derive(Debug)]
pub(super) struct Schema {
    root: MetaSchemaRef,
    named: BTreeMap<String, MetaSchema>,
}

static KNOWN: LazyLock<RwLock<HashMap<TypeId, Arc<Schema>>>> = LazyLock::new(RwLock::default);

impl Schema {
    /// The schema of `T`, made once.
    pub(super) fn of<T: Type + 'static>() -> Arc<Self> {
        let id = TypeId::of::<T>();
        if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return known.clone();
        }
        let mut registry = Registry::new();
        T::register(&mut registry);
        let made = Arc::new(Self { root: T::schema_ref(), named: registry.schemas });
        KNOWN.write().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(made).clone()
    }

    /// The schema of the whole.
    pub(super) fn root(&self) -> Option<&MetaSchema> {
        self.resolve(&self.root)
    }

    /// The schema that a reference stands for.
    pub(super) fn resolve<'a>(&'a self, reference: &'a MetaSchemaRef) -> Option<&'a MetaSchema> {
        match reference {
            MetaSchemaRef::Inline(schema) => Some(schema),
            MetaSchemaRef::Reference(name) => self.named.get(name),
        }
    }

    /// The schema behind a `$ref` as it is written in a discriminator's mapping.
    pub(super) fn resolve_path(&self, path: &str) -> Option<&MetaSchema> {
        self.named.get(path.rsplit('/').next()?)
    }
}
